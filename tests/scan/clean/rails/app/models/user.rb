class User < ApplicationRecord
  has_secure_password
  has_secure_token :reset_token
  validates :password, length: { minimum: 12 }, if: :password
end
